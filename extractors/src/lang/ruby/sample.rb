# frozen_string_literal: true

require "bigdecimal"
require_relative "../shop/tax"

# Orders of the shop.
module Shop
  class Error < StandardError; end

  # What a patron buys.
  class Order < ApplicationRecord
    include Auditable
    extend Shop::Searchable

    STATES = %w[open paid].freeze
    self.table_name = "shop_orders"

    belongs_to :patron, class_name: "Shop::Patron"
    has_many :line_items, -> { order(:position) }, dependent: :destroy, inverse_of: :order
    after_create :notify

    attr_reader :gateway

    def self.paid(since:, limit: 10)
      where(status: "paid").limit(limit)
    end

    class << self
      def cheap = where("total < ?", 10)
    end

    def initialize(gateway = Payments::Gateway.new, *rest, **options, &block)
      @gateway = gateway
      @mailer = OrderMailer.new
    end

    def pay!(amount)
      Order.transaction do
        charge = ::Payments::Charge.create!(order_id: id, amount: amount)
        charge.capture
        @mailer.paid(self).deliver_later
        line_items.each { |item| Stock::Reserve.new(item).call }
        self.status = "paid"
        update!(paid_at: Time.now)
      end
    rescue Payments::Declined, Timeout::Error => error
      raise Shop::Error, "no #{amount} for #{error.message}"
    end

    def report
      sql = <<~SQL.squish
        SELECT o.id, SUM(l.price)
        FROM shop_orders o JOIN line_items l ON l.order_id = o.id
        WHERE o.status = '#{status}'
      SQL
      connection.select_all(sql)
    end

    private

    def notify
      NotifyJob.perform_later(id) unless Rails.env.test?
      customer = Shop::Customer.find_by(id: customer_id)
      customer.orders_count = 1
    end
  end
end

class Shop::Order::Line
  def total(price: 0)
    case price
    in { currency: "EUR" } then BigDecimal("1")
    in Money then price
    else Shop::Order::STATES
    end
  end
end
