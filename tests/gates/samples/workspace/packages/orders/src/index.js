import { Product } from "@shop/catalog";

export function order(name, count) {
  return { product: new Product(name, 1), count };
}
