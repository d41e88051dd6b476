module Orders
  class Order < ApplicationRecord
    belongs_to :product, class_name: "Catalog::Product"

    def add(id)
      update!(product: Catalog::Product.find(id))
    end
  end
end
