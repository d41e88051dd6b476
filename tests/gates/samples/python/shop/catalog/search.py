from .product import Product


def search(products: list[Product], word: str) -> list[Product]:
    return [product for product in products if word in product.name]
