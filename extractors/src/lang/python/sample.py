import os.path, boto3 as aws
from django.db import models
from .orders import Order, create as make_order
from ..shared import *
from shop import services

RATE = 0.2

@dataclass(frozen=True)
class Shipment(models.Model, Base):
    """Ships things."""
    order: Order = None
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE)
    __tablename__ = "shipments"

    def __init__(self, repo: OrderRepository, *args):
        self.repo = repo
        self.client = aws.client("s3")
        self.box: Box = None

    def ship(self, order: Optional["Order"], n: int = 3) -> List[Item]:
        self.repo.save(order)
        self.box.close()
        order.pay()
        o = Order.objects.filter(id=n)
        services.ship(o)
        make_order()
        helper()
        x = Order()
        x.send()
        for o in Order.objects.all(): o.foo()
        sql = f"select * from t where id = {n}" + " and 1"
        sql2 = ("select a "
                "from b")
        cursor.execute("select %s" % n, [1])
        raise NotFound("Order")

@app.route("/ship", methods=["GET"])
def helper():
    import os
    return os.getcwd()
