package shop.views;

import shop.orders.Invoice;
import shop.orders.Order;

public class OrderView {
    public String show(Order order) {
        return new Invoice().of(order);
    }
}
