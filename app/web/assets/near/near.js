// Filters and the looking up of places, once somebody wants them. Everything is worked out on this
// device from what the page carries; nothing is sent to anyone.

import { filterLists } from "./filters.js";
import { lookUpPlaces, showExactDistances } from "./lookup.js";

filterLists();
lookUpPlaces();
showExactDistances();
