// What every bundled test file shares with the others: what it takes from uvu, and from Node.

export * from './node.js'
export * from './uvu.js'
