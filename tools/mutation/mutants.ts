// Makes the mutants of a file. Each mutant breaks one thing that a test should notice.

import ts from 'typescript'

/** Describes one change of one file. */
export interface Mutant {
  /** Identifies the mutant among all mutants. It stays the same while the broken line stays the same. */
  id: string
  line: number
  /** The position in the text that is replaced. */
  start: number
  end: number
  replacement: string
}

/** @param last The last node that is replaced, when several neighbours are replaced. */
type Propose = (node: ts.Node, replacement: string, last?: ts.Node) => void

const { SyntaxKind: Kind } = ts

/** The replacement of each operator. */
const OPERATORS = new Map<ts.SyntaxKind, string>([
  [Kind.AmpersandAmpersandToken, '||'],
  [Kind.BarBarToken, '&&'],
  [Kind.EqualsEqualsEqualsToken, '!=='],
  [Kind.ExclamationEqualsEqualsToken, '==='],
  [Kind.LessThanToken, '<='],
  [Kind.LessThanEqualsToken, '<'],
  [Kind.GreaterThanToken, '>='],
  [Kind.GreaterThanEqualsToken, '>'],
  [Kind.PlusToken, '-'],
  [Kind.MinusToken, '+'],
  [Kind.AsteriskToken, '/'],
  [Kind.SlashToken, '*'],
  [Kind.PercentToken, '*'],
  [Kind.PlusEqualsToken, '-='],
  [Kind.MinusEqualsToken, '+='],
  [Kind.QuestionQuestionEqualsToken, '='],
])

/** The operators where each side alone is an expression, too. */
const EITHER = new Set([Kind.QuestionQuestionToken, Kind.AmpersandAmpersandToken, Kind.BarBarToken])

/** The calls whose order makes no difference, because each call sets a different thing on an element. */
const UNORDERED = /^(?:say|[\w.#]+\.(?:addEventListener|setAttribute|classList\.toggle))\(/

/** The methods whose call can be left out, so that only the object of the call remains. */
const METHODS = new Set(['filter', 'map', 'sort', 'reverse', 'slice', 'toLowerCase', 'trim'])

export function mutantsOf(file: string, text: string): Mutant[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  const lines = text.split('\n')
  const found = new Map<string, Mutant>()
  const propose: Propose = (node, replacement, { end } = node) => {
    const start = node.getStart(tree)
    const original = text.slice(start, end)
    if (original === replacement) return
    const { line } = tree.getLineAndCharacterOfPosition(start)
    const base = `${file} | ${lines[line]?.trim()} | ${brief(original)} → ${brief(replacement) || 'nothing'}`
    let id = base
    // Several lines may have the same text, and one line may contain the same text twice.
    for (let n = 2; found.has(id); n++) id = `${base} (${n})`
    found.set(id, { id, line: line + 1, start, end, replacement })
  }
  visit(tree)
  return [...found.values()]

  function visit(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    mutateStatement(node, propose)
    mutateExpression(node, tree, propose)
    mutateLiteral(node, propose)
    ts.forEachChild(node, visit)
  }
}

function mutateStatement(node: ts.Node, propose: Propose): void {
  if (ts.isIfStatement(node)) {
    propose(node.expression, 'true')
    propose(node.expression, 'false')
  }
  if (ts.isWhileStatement(node)) propose(node.expression, 'false')
  if (ts.isForStatement(node) && node.condition) propose(node.condition, 'false')
  if (isDroppable(node) && !isWholeBranch(node)) propose(node, ';')
  if (ts.isReturnStatement(node) && node.expression && node.expression.getText() !== 'undefined') {
    propose(node.expression, 'undefined')
  }
  if (ts.isBlock(node) && node.statements.length > 0 && !isWholeBranch(node)) {
    const [first] = node.statements
    // If a block has one statement, and this statement has a mutant, an empty block would be the same mutant again.
    const dropped = node.statements.length === 1 && first && (isDroppable(first) || ts.isReturnStatement(first))
    const builds = ts.isConstructorDeclaration(node.parent) && /\bsuper\(/.test(node.getText())
    if (!dropped && !builds) propose(node, '{}')
  }
  if (ts.isBlock(node)) {
    for (const [one, other] of pairs(node.statements)) {
      if (!isCall(one) || !isCall(other)) continue
      if (UNORDERED.test(one.getText()) && UNORDERED.test(other.getText())) continue
      propose(one, `${other.getText()}; ${one.getText()}`, other)
    }
  }
}

function isCall(node: ts.Node): boolean {
  return ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)
}

function isDroppable(node: ts.Node): boolean {
  if (ts.isExpressionStatement(node)) return !/^super\(/.test(node.getText())
  return ts.isThrowStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node) || isBareReturn(node)
}

function isBareReturn(node: ts.Node): boolean {
  return ts.isReturnStatement(node) && node.expression === undefined
}

/**
 * Returns whether the statement is everything inside an `if` without `else`. The condition `false` has the same effect
 * as leaving it out.
 */
function isWholeBranch(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isBlock(parent) && parent.statements.length === 1) return isWholeBranch(parent)
  return ts.isIfStatement(parent) && parent.elseStatement === undefined && parent.thenStatement === node
}

function mutateExpression(node: ts.Node, tree: ts.SourceFile, propose: Propose): void {
  if (ts.isConditionalExpression(node)) {
    propose(node.condition, 'true')
    propose(node.condition, 'false')
  }
  if (ts.isBinaryExpression(node)) {
    const { left, operatorToken, right } = node
    const other = OPERATORS.get(operatorToken.kind)
    if (other !== undefined) propose(operatorToken, other)
    if (EITHER.has(operatorToken.kind)) {
      propose(node, left.getText(tree))
      propose(node, right.getText(tree))
    }
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = node.operand.getText(tree)
    if (node.operator === Kind.ExclamationToken || node.operator === Kind.MinusToken) propose(node, operand)
    if (node.operator === Kind.PlusPlusToken) propose(node, `--${operand}`)
  }
  if (ts.isPostfixUnaryExpression(node)) {
    propose(node, `${node.operand.getText(tree)}${node.operator === Kind.PlusPlusToken ? '--' : '++'}`)
  }
  if (ts.isAwaitExpression(node)) propose(node, `(${node.expression.getText(tree)})`)
  if (ts.isQuestionDotToken(node)) propose(node, ts.isPropertyAccessExpression(node.parent) ? '.' : ' ')
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) propose(node.body, 'undefined')
  if (ts.isCallExpression(node)) mutateCall(node, tree, propose)
}

function mutateCall(node: ts.CallExpression, tree: ts.SourceFile, propose: Propose): void {
  const { expression, arguments: args } = node
  const callee = expression.getText(tree)
  if (ts.isPropertyAccessExpression(expression) && METHODS.has(expression.name.text)) {
    propose(node, expression.expression.getText(tree))
  }
  const [first, second, ...rest] = args
  if (first === undefined || second === undefined || callee.startsWith('Math.') || callee === 'super') return
  if (ts.isSpreadElement(first) || ts.isSpreadElement(second)) return
  const swapped = [second, first, ...rest].map((argument) => argument.getText(tree)).join(', ')
  propose(node, `${callee}(${swapped})`)
}

function mutateLiteral(node: ts.Node, propose: Propose): void {
  if (node.kind === Kind.TrueKeyword) propose(node, 'false')
  if (node.kind === Kind.FalseKeyword) propose(node, 'true')
  if (ts.isNumericLiteral(node)) propose(node, node.text === '1' ? '0' : String(Number(node.text) + 1))
  if (ts.isStringLiteral(node) && !isTypeofName(node) && !isKey(node))
    propose(node, node.text === '' ? "'mutant'" : "''")
  if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) propose(node, "''")
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isTarget(node)) {
    propose(node, '[]')
    omitEach(node.elements, propose)
    for (const [one, other] of pairs(node.elements)) propose(one, `${other.getText()}, ${one.getText()}`, other)
  }
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0 && !isTarget(node)) {
    propose(node, '({})')
    omitEach(node.properties, propose)
  }
}

/** Proposes to leave out each entry in turn, except for entries that mean the same as a missing entry. */
function omitEach(entries: ts.NodeArray<ts.Node>, propose: Propose): void {
  for (const [one, other] of pairs(entries)) {
    if (!isIdle(one)) propose(one, other.getText(), other)
    if (other === entries.at(-1) && !isIdle(other)) propose(one, one.getText(), other)
  }
}

/** Returns each node together with the next node. */
function pairs<N extends ts.Node>(nodes: ts.NodeArray<N>): [N, N][] {
  return nodes.slice(1).map((other, i) => [nodes[i] as N, other])
}

function isIdle(entry: ts.Node): boolean {
  return ts.isPropertyAssignment(entry) && /^(undefined|false)$/.test(entry.initializer.getText())
}

/**
 * Returns whether the text is compared with a `typeof`. An empty text makes the comparison false, and that mutant
 * exists already.
 */
function isTypeofName({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && ts.isTypeOfExpression(parent.left)
}

function isKey(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node
}

/** Returns whether the node is the left side of a destructuring assignment. */
function isTarget(node: ts.Node): boolean {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 45)} … ${line.slice(-12)}` : line
}
