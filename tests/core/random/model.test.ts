// Random programs (S1 to S20): whether the library does what the plain model of DESIGN.md does.

import { test } from 'uvu'
import { check, compare, runs } from './check.js'
import { program } from './programs.js'

test('S1 to S18: random programs do in the library what they do in the model', () => check(program, runs, compare))

test.run()
