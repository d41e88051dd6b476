from shop.catalog import Product


class Order:
    def __init__(self, product: Product, count: int):
        self.product = product
        self.count = count

    def total(self):
        return self.product.price * self.count
