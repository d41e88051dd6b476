from shop.orders.invoice import invoice
from shop.orders.order import Order


def show(order: Order) -> str:
    return invoice(order)
