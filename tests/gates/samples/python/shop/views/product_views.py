from shop.catalog.search import search


def find(products, word):
    return search(products, word)
