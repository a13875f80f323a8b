// Node's `import`.

import * as entracte from 'entracte'
import * as devtools from 'entracte/devtools'
import * as state from 'entracte/state'
import { tour } from './tour.mjs'

await tour(entracte, state, devtools)
