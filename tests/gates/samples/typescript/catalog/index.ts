export { Product } from "./product";
