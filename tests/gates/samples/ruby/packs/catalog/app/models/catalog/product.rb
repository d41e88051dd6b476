module Catalog
  class Product < ApplicationRecord
  end
end
