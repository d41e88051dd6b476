import { Product } from "./product";

export function search(products: Product[], word: string): Product[] {
  return products.filter((product) => product.name.includes(word));
}
