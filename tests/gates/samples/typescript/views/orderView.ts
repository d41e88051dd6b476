import { invoice } from "../orders/invoice";
import { Order } from "../orders/order";

export function show(order: Order): string {
  return invoice(order);
}
