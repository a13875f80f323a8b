// What needs no engine: one class, which tells this library's errors from others.

import { ActionError } from 'entracte'

console.log(new TypeError() instanceof ActionError)
