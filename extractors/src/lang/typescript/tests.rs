use crate::lang::show::check;

#[test]
fn types_and_their_members() {
    check(
        "ts",
        "export interface Shop { name: string; find(id: number): Order }\nexport enum Kind { A }\ntype Id = string;\nabstract class Store<T> implements Shop { private orders: Order[] = []; protected get(id: Id): Promise<Order> {} }",
        "interface Shop 1-1 fields=1
         op +find(number) Order @1
         enum Kind 2-2
         record Id 3-3
         class Store 4-4 fields=1 : Shop
         op -get(Id) Order @4",
    );
}

#[test]
fn injected_services() {
    check(
        "ts",
        "import {OrderService} from './s';\n@Controller('orders')\nclass C { constructor(private readonly orders: OrderService) {}\n @Get(':id') get(@Param('id') id: string) { return this.orders.find(id); } }",
        "constructor OrderService @3
         call OrderService @4",
    );
}

#[test]
fn decorators() {
    check(
        "ts",
        "@Entity({name: 'orders'}) class Order { @ManyToOne(() => User, user => user.orders) user: User }",
        "@Entity(name=\"orders\") on type Order @1
         @ManyToOne(User, ..) on field Order.user: User @1",
    );
}

#[test]
fn locals_with_types() {
    check("ts", "import {Repo} from './r';\nconst repo: Repo = make();\nrepo.save();", "call Repo @3\ncall make @2");
}

#[test]
fn imports_of_types() {
    check(
        "ts",
        "import type {A} from './a'; import b = require('./b'); export type {C} from './c';",
        "import named ./a A @1
         import module ./b alias b @1
         reexport named ./c C @1",
    );
}
