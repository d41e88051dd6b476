export class Product {
  constructor(
    readonly name: string,
    readonly price: number,
  ) {}
}
