import { order } from "@shop/orders";

export function invoice(name, count) {
  return JSON.stringify(order(name, count));
}
