package com.shop;
import com.shop.order.Order;
import static com.shop.Money.euro;
import com.shop.util.*;

/** Ships things to people. */
@Entity @Table(name = "ship" + "ments")
public class Shipping extends Base<Order> implements Service, Closeable {
    private final OrderRepository orders;
    @Autowired(required = false) List<Customer> customers = new ArrayList<>();
    public Shipping(OrderRepository orders, Clock clock) { this.orders = orders; }
    @GetMapping({"/a", "/b"})
    public Order ship(Long id, String... names) throws ShipException {
        Order order = orders.findById(id).orElseThrow(() -> new NotFound("Order"));
        this.orders.save(order);
        order.ship(OrderStatus.SHIPPED);
        var box = new Box<Item>(3);
        box.close();
        if (order instanceof BigOrder big) { big.split(); }
        jdbc.query("select * from orders where id = " + id + " and x", Mapper.class);
        Tax.of(order).pay();
        euro(3);
        throw new IllegalStateException("no");
    }
    enum Kind { A, B }
}
