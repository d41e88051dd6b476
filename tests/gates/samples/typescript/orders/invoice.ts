import type { Order } from "./order";

export function invoice(order: Order): string {
  return `${order.count} ${order.total()}`;
}
