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
fn escapes_in_paths() {
    check(
        "js",
        "const a = require('./it\\'s'); import {b} from './l\\u0061\\x62/\\u{20ac}'; export * from \"./c\\\\d\";",
        "import module ./it's alias a @1
         import named ./lab/€ b @1
         reexport wildcard ./c\\d @1",
    );
    // What is no escape stays as it is written.
    check("js", "require('./\\u{110000}\\xz');", "import module ./\\u{110000}\\xz @1");
}

#[test]
fn what_is_collected_is_a_reexport() {
    check(
        "js",
        "const Team = require('./team').Team;\nconst User = require('./user');\nconst models = {\n  User, Team, Figure: require('./figure'),\n};\nmodule.exports = {db, ...models};",
        "import named ./team Team @1
         import module ./user alias User @2
         import module ./figure @4
         reexport module ./user alias User @6
         reexport named ./team Team @6
         reexport named ./figure default as Figure @6
         value models 3-5",
    );
    check(
        "js",
        "const db = {};\ndb.User = require('./user');\ndb[name] = require('./any');\ndb.a.b = require('./deep');\nmodule.exports = db;",
        "import module ./user @2
         import module ./any @3
         import module ./deep @4
         reexport named ./user default as User @5
         value db 1-1",
    );
    check(
        "js",
        "exports.A = require('./a');\nexports.B = require('./b').inner;\nObject.assign(module.exports, {C: require('./c')}, require('./d'));",
        "reexport named ./a default as A @1
         import module ./a @1
         reexport named ./b inner as B @2
         import module ./b @2
         reexport named ./c default as C @3
         import module ./c @3
         import module ./d @3",
    );
    check(
        "js",
        "const a = {A: require('./a')};\nmodule.exports = Object.assign({}, a, {B: require('./b')});",
        "import module ./a @1
         reexport named ./a default as A @2
         reexport named ./b default as B @2
         import module ./b @2
         value a 1-1",
    );
    // Nothing is followed for ever.
    check_no("js", "const a = {...a, ...b};\nconst b = {...a, ...b};\nmodule.exports = a;", "reexport");
}

#[test]
fn what_a_call_makes_of_a_module_is_from_there() {
    check(
        "js",
        "const {Team, Member: One} = require('./team')(db);\nconst User = await require('./user')(db);\nconst models = {\n  User, Team, Figure: require('./figure')(db), Font: require('./font')(db).Font,\n};\nmodule.exports = {db, ...models};",
        "import named ./team default as Team default as One @1
         import named ./user default as User @2
         import module ./figure @4
         import module ./font @4
         reexport named ./user default as User @6
         reexport named ./team default as Team @6
         reexport named ./figure default as Figure @6
         reexport named ./font default as Font @6
         value models 3-5",
    );
    check(
        "js",
        "const db = {};\ndb.User = require('./us\\x65r')(seq);\ndb['Team'] = require('./team')(seq);\nmodule.exports = db;\nexports.Font = require('./font').default(seq);",
        "import module ./user @2
         import module ./team @3
         reexport named ./user default as User @4
         reexport named ./font default as Font @5
         import module ./font @5
         value db 1-1",
    );
    // A function with a name is followed at the top of the file, for what is called like its module.
    check(
        "js",
        "const makeUser = require('./user.model');\nconst User = makeUser(db), Team = makeUser.team(db);\nfunction find() { const user = makeUser(User.x); return user.y; }\nmodule.exports = {User, users: makeUser(db), us: makeUser(db), Figure: makeUser(db)};",
        "import module ./user.model alias makeUser @1
         import named ./user.model default as User @2
         reexport named ./user.model default as User @4
         reexport named ./user.model default as users @4
         value Team 2-2
         value us 4-4
         value Figure 4-4
         function find 3-3
         op +find() @3",
    );
    check(
        "ts",
        "import make, {other} from './userModel';\nexport const User = make(db);\nconst UserModel = make(db), Use = other(db);\nconst Users: Model = make(db);\nexport const login = make('login');\nexport {UserModel};",
        "import named ./userModel default as make other @1
         import named ./userModel default as User @2
         reexport named ./userModel default as User @2
         import named ./userModel default as UserModel @3
         reexport named ./userModel default as UserModel @6
         value Use 3-3
         value Users 4-4
         value login 5-5",
    );
    // What a package makes is not the package; what is made of what is made, or by a name of a module, may be anything.
    for made in ["require('log')('x')", "require('./x')(y)(z)", "require('./x').make(y)", "require('./x')(y).z(1)"] {
        check_no("js", &format!("module.exports = {{Made: {made}}};"), "reexport");
        check_no("js", &format!("const Made = {made};\nmodule.exports = {{Made}};"), "reexport");
    }
    // What a module makes and is as a whole is its own.
    check_no("js", "module.exports = require('./x')(y);", "reexport");
    check_no("js", "const make = require('./x');\nmodule.exports = make(y);", "reexport");
}

#[test]
fn models_of_a_folder() {
    let index = |load: &str, put: &str, export: &str| {
        format!(
            "const db = {{}};\nfs.readdirSync(__dirname).filter(isModel).forEach(file => {{\n  const model = {load};\n  {put};\n}});\n{export};"
        )
    };
    let (put, export) = ("db[model.name] = model", "module.exports = db");
    for (load, path) in [
        ("require(path.join(__dirname, file))(sequelize, DataTypes)", "./*"),
        ("require(path.join(__dirname, 'tables', file)).default(sequelize)", "./tables/*"),
        ("sequelize['import'](path.join(__dirname, file))", "./*"),
        ("sequelize.import(path.resolve(__dirname, file))", "./*"),
    ] {
        check("js", &index(load, put, export), &format!("reexport wildcard {path} @4\nvalue db 1-1"));
    }
    let load = "require(path.join(__dirname, file))(sequelize)";
    check("ts", &index(load, put, "export default db"), "reexport wildcard ./* @4\nvalue db 1-1");
    for (load, put, export) in [
        (load, "db[file] = model", export),
        (load, "db[other.name] = model", export),
        (load, "db[model.name] = other", export),
        (load, put, "module.exports = {}"),
        ("require(path.join(root, file))(sequelize)", put, export),
        ("require(path.join(__dirname, folder, file))(sequelize)", put, export),
        ("require(path.join(__dirname, 'one.js'))(sequelize)", put, export),
        ("make(path.join(__dirname, file))", put, export),
    ] {
        check_no("js", &index(load, put, export), "reexport");
    }
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
