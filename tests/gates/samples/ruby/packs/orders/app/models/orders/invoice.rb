module Orders
  class Invoice
    def initialize(order = Order.new)
      @order = order
    end
  end
end
