package shop.orders;

import shop.catalog.Product;

public record Order(Product product, long count) {
    public long total() {
        return product.price() * count;
    }
}
