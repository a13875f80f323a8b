#!/usr/bin/env bash
# valtio 2.3.2. One would expect that an instance of a class works inside proxy(), as one does inside Vue's shallowReactive or MobX.
# What really happens: proxy() makes another object with the prototype of the instance, and copies the properties that can be listed.
# Private fields stay behind, so each getter that reads one throws a TypeError, while the instance itself works. An object that has
# a Symbol.iterator is left as it is, and works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund valtio@2.3.2 > /dev/null
cat > look.js <<'JS'
import { proxy } from 'valtio/vanilla'
class Counter {
  #count = 1
  get count() { return this.#count }
}
class Iterable extends Counter {
  *[Symbol.iterator]() {}
}
const told = (value) => {
  try {
    return String(proxy({ value }).value.count)
  } catch (error) {
    return error.name
  }
}
console.log(`plain: ${new Counter().count}, in proxy(): ${told(new Counter())}, iterable in proxy(): ${told(new Iterable())}`)
JS
saw=$(node look.js)
echo "$saw"
[ "$saw" = 'plain: 1, in proxy(): TypeError, iterable in proxy(): 1' ]
