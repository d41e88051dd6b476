import { search } from "../catalog/search";
import { Product } from "../catalog";

export function find(products: Product[], word: string): Product[] {
  return search(products, word);
}
