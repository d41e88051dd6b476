package shop.catalog;

import java.util.List;

public class Search {
    public List<Product> search(List<Product> products, String word) {
        return products.stream().filter(product -> product.name().contains(word)).toList();
    }
}
