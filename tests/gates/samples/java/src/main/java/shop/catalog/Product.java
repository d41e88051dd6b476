package shop.catalog;

public record Product(String name, long price) {}
