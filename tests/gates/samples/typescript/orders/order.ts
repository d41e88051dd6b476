import { Product } from "../catalog";

export class Order {
  constructor(
    readonly product: Product,
    readonly count: number,
  ) {}

  total(): number {
    return this.product.price * this.count;
  }
}
