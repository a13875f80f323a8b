// Exports what all bundled test files share: the replacements for uvu and for Node.

export * from './node.js'
export * from './uvu.js'
