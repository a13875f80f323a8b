// Node's `import`.

import * as entracte from 'entracte'
import * as flex from 'entracte/flex'
import * as state from 'entracte/state'
import { tour } from './tour.mjs'

await tour(entracte, state, flex)
