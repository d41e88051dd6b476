class ProductsController < ApplicationController
  def index
    @products = Catalog::Search.new.find(params[:words])
  end
end
