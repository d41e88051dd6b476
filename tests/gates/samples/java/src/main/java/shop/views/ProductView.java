package shop.views;

import java.util.List;
import shop.catalog.Product;
import shop.catalog.Search;

public class ProductView {
    public List<Product> find(List<Product> products, String word) {
        return new Search().search(products, word);
    }
}
