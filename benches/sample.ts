import { Injectable } from '@nestjs/common';
import { Order, OrderLine } from './order';
import * as stock from '../stock/stock-service';

export interface Totals {
    net: number;
    tax: number;
}

/** Prices an order and takes its goods out of stock. */
@Injectable()
export class OrderService {
    private readonly seen = new Map<string, Order>();

    constructor(private readonly orders: OrderRepository, private readonly rate = 0.19) {}

    async place(lines: OrderLine[], customer?: Customer): Promise<Order> {
        const order = new Order(lines.filter(line => line.quantity > 0));
        for (const line of order.lines) {
            await stock.reserve(line.product, line.quantity);
        }
        this.seen.set(order.id, order);
        await this.orders.query(`SELECT id FROM orders WHERE customer = ${customer?.id ?? 'nobody'}`);
        return this.orders.save({ ...order, totals: this.totals(order) });
    }

    private totals({ lines }: Order): Totals {
        const net = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
        return { net, tax: net * this.rate };
    }
}
