package shop.orders;

public class Invoice {
    public String of(Order order) {
        return order.count() + " " + order.total();
    }
}
