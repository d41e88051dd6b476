import { Product } from "@shop/catalog";

export function search(names, word) {
  return names.filter((name) => name.includes(word)).map((name) => new Product(name, 1));
}
