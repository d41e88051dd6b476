from .order import Order


def invoice(order: Order) -> str:
    return f"{order.count} {order.total()}"
