// Places three orders, and shows their spans.
import { sdk, tree } from './sdk.js'
import { openShop } from './shop.js'

const shop = await openShop()
await shop.order({ article: 'a book', card: 'valid' })
await shop.order({ article: 'a book', card: 'stolen' })
await shop.order({ article: 'a book', card: 'expired' })
await shop.close()
if (tree) for (const line of tree.lines()) console.log(line)
await sdk.shutdown()
