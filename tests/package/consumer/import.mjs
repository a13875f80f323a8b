// Node's `import`.

import * as entracte from 'entracte'
import * as devtools from 'entracte/devtools'
import * as flex from 'entracte/flex'
import * as state from 'entracte/state'
import * as testing from 'entracte/testing'
import { tour } from './tour.mjs'

await tour(entracte, state, flex, devtools, testing)
