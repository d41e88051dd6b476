module Catalog
  class Search
    def find(words)
      Product.where(name: words)
    end
  end
end
