import { search } from "../../catalog/search";
import { Order } from "../order";

export const both = [search, Order];
