global using System.Linq;
using Shop.Orders;
using Ord = Shop.Orders.Order;
using static System.Math;

namespace Shop.Shipping;

/// <summary>Ships things</summary>
[ApiController, Route("api/[controller]")]
public partial class ShippingController(IOrderRepository orders, ILogger<ShippingController> log) : ControllerBase, IShip
{
    private readonly ICustomerService _customers = new CustomerService();
    [Required] public List<Order> Orders { get; set; } = new();
    public DbSet<Item> Items => Set<Item>();
    public ShippingController(IClock clock) : base(clock) { }
    [HttpGet("{id}")]
    public async Task<Order> Get([FromBody] OrderRequest request, int id)
    {
        var order = await orders.FindAsync(id);
        var box = new Box<Order>(3);
        box.Close();
        _customers.Notify(order);
        this._customers.Ping();
        _customers?.Pong();
        var q = from o in context.Orders where o.Id == id select o;
        var m = _mediator.Send(new ShipCommand { Id = id });
        context.Set<Order>().Where(o => o.Id == 3).ToList();
        if (order is BigOrder big) { big.Split(); }
        if (order is SmallOrder) { }
        var sql = $"select * from orders where id = {id}" + " and x";
        var v = @"insert ""a"" into t";
        OrderFactory.Create(OrderStatus.Paid);
        foreach (Item item in Items) { item.Pay(); }
        throw new NotFoundException("Order");
    }
}
public record OrderLine(Product Product, int Qty);
public enum Kind { A, B }
