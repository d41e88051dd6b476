use crate::lang::show::{check, check_no};

#[test]
fn imports_of_modules() {
    check(
        "js",
        "import d, {a as b, c} from './x'; import * as n from 'n'; import './s';",
        "import named ./x default as d a as b c @1
         import module n alias n @1
         import module ./s @1",
    );
}

#[test]
fn imports_by_require() {
    check(
        "js",
        "const n = require('./\"n\"');\nconst {a, b: c} = require('./x'), z = require('y').z;\nrequire('./s');\nawait import('./l');",
        "import module ./\"n\" alias n @1
         import named ./x a b as c @2
         import named y z @2
         import module ./s @3
         import module ./l @4",
    );
    check_no("js", "const n = require('./n');", "value");
}

#[test]
fn reexports() {
    check(
        "js",
        "import {a} from './a';\nexport {a as b};\nexport * from './s';\nexport {x} from './x';\nexport * as ns from './ns';",
        "import named ./a a @1
         reexport named ./a a as b @2
         reexport wildcard ./s @3
         reexport named ./x x @4
         reexport module ./ns alias ns @5",
    );
    check(
        "js",
        "const Order = require('./order');\nmodule.exports = {Order, User: require('./user')};",
        "import module ./order alias Order @1
         reexport module ./order alias Order @2
         reexport named ./user default as User @2
         import module ./user @2",
    );
    check("js", "module.exports = require('./x');", "reexport wildcard ./x @1");
    check(
        "js",
        "const orders = require('./order');\nconst more = {};\nmodule.exports = {...orders, ...more};",
        "import module ./order alias orders @1
         reexport wildcard ./order @3
         value more 2-2",
    );
}

#[test]
fn declarations() {
    check(
        "js",
        "export class Order extends Base { pay(a) {} }\nfunction total(x) {}\nexport const sum = (a, b) => a;\nconst LIMIT = 3;\nmodule.exports.find = function (q) {};",
        "class Order 1-1 : Base
         op +pay(a) @1
         function total 2-2
         op +total(x) @2
         function sum 3-3
         op +sum(a, b) @3
         value LIMIT 4-4
         function find 5-5
         op +find(q) @5",
    );
}

#[test]
fn prototypes() {
    check(
        "js",
        "function Order() {}\nOrder.prototype.pay = function (money) {};",
        "function Order 1-1
         op +Order() @1
         op +pay(money) @2",
    );
}

#[test]
fn mentions_of_imported_names() {
    check(
        "jsx",
        "import {Order, total, List} from './x'; import * as m from './m';\nnew Order(); total(); m.run(); const a = <List x={1}/>; f(Order); class B extends Order {}",
        "use List @2
         inherit Order @2
         new Order @2
         use Order @2
         call f @2
         call m.run @2
         call total @2",
    );
}

#[test]
fn shapes_of_calls() {
    check(
        "js",
        "const express = require('express'); const router = express.Router();\nrouter.get('/orders/:id', show);\ndb.query(`select * from orders where id = ${id}`);\nsequelize.define('order', {id: 1}, {tableName: 'orders'});",
        r#"call! require("express") @1
           call! express.Router() on express @1
           call! router.get("/orders/:id", show) on express.Router @2
           call! db.query("select * from orders where id = {}") @3
           call! sequelize.define("order", id=.., tableName="orders") @4"#,
    );
}
