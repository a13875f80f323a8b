// Use 5: register MyAction, which makes an HTTP request, and run it after CompleteTask.
import type { Desk, Tell } from '../desk.js'
import type { Actions } from '../entracte.js'

/** Posts a report of each completed task to `url`. A report that fails is reported itself; the task stays completed. */
export function reports(actions: Actions<Pick<Desk, 'MyAction' | 'CompleteTask'>>, url: string, tell: Tell): void {
  actions.registerAction(
    'MyAction',
    async function postReport({ task }, ctx) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ taskSid: task.taskSid, account: task.attributes.account }),
        signal: ctx.signal,
      })
      const answer = (await response.json()) as { reportId: string; error?: string }
      if (!response.ok) throw new Error(`the report was refused: ${response.status}, ${answer.error}`)
      tell(ctx, `${response.status}, ${answer.reportId}`)
      return { reportId: answer.reportId }
    },
    { timeout: 10_000 },
  )

  actions.addListener('afterCompleteTask', async function reportTheTask({ task }, _completed, ctx) {
    await ctx.invokeAction('MyAction', { task })
  })
}
