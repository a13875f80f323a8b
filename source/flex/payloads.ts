// The actions of Flex UI 2.17 and their payloads, for `createActions<FlexActions>()`.
//
// Read off the published type declarations and the registrations of 2.17. What is marked "from use" has no declaration there: it is
// what plugins hand over. Everything is an interface, so that `declare module 'entracte/flex'` can add to it.

import type { ActionPayload } from './types.js'

/** A task, with the fields that plugins read. */
export interface Task {
  sid: string
  taskSid: string
  taskChannelUniqueName: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the task router was given
  attributes: Record<string, any>
  status: string
  conference?: unknown
}

/** A worker, with the fields that plugins read. */
export interface Worker {
  sid: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the task router was given
  attributes: Record<string, any>
}

/** A conversation, with the fields that plugins read. */
export interface Conversation {
  sid: string
  status?: string
}

/** A medium of a message. */
export interface Media {
  sid: string
}

/** Identifies a task. At least one of the two is given; Flex fills in the other before the before listeners run. */
export interface TaskPayload {
  task?: Task
  sid?: string
}

/** AcceptTask. */
export interface AcceptTaskPayload extends TaskPayload {
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  conferenceOptions?: Record<string, any>
}

/** RejectTask, CompleteTask, WrapupTask, SelectTask, EndVoiceTask, CancelTransfer and StopMonitoringCall. */
export interface TaskReasonPayload extends TaskPayload {
  reason?: string
  agent?: unknown
}

/** TransferTask. */
export interface TransferTaskPayload extends TaskPayload {
  targetSid: string
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  options?: Record<string, any>
}

/** UnholdCall. */
export interface UnholdCallPayload extends TaskPayload {
  participantCallSid?: string
  holdMusicUrl?: string
}

/** HoldCall. */
export interface HoldCallPayload extends UnholdCallPayload {
  holdMusicMethod?: string
}

/** HoldParticipant, UnholdParticipant and KickParticipant. */
export interface ParticipantPayload extends TaskPayload {
  targetSid?: string
  participant?: unknown
  holdMusicUrl?: string
  holdMusicMethod?: string
}

/** StartExternalWarmTransfer. */
export interface StartExternalWarmTransferPayload extends TaskPayload {
  callerId: string
  phoneNumber: string
}

/** MonitorCall. */
export interface MonitorCallPayload extends TaskPayload {
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  extraParams?: Record<string, any>
}

/** ToggleDTMFDialpad. */
export interface ToggleDTMFDialpadPayload extends TaskPayload {
  open?: boolean
}

/** SetDTMFDialpadDigits and SendDTMFDigits. */
export interface DTMFDigitsPayload extends TaskPayload {
  digits: string
}

/** SetTaskAttributes. */
export interface SetTaskAttributesPayload extends TaskPayload, SetWorkerAttributesPayload {}

/** DequeueTask, UpdateWorkerParticipant and UpdateCustomerParticipant. */
export interface TaskOptionsPayload extends TaskPayload {
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  options?: Record<string, any>
}

/** RedirectCallTask. */
export interface RedirectCallTaskPayload extends TaskOptionsPayload {
  callSid: string
  twiMLUrl: string
}

/** IssueCallToWorker. */
export interface IssueCallToWorkerPayload extends TaskOptionsPayload {
  callerId: string
  twiMLUrl: string
}

/** SetActivity. One of the first three says which. */
export interface SetActivityPayload {
  activityAvailable?: boolean
  activityName?: string
  activitySid?: string
  options?: { rejectPendingReservations?: boolean }
}

/** SetWorkerActivity. */
export interface SetWorkerActivityPayload extends SetActivityPayload {
  workerSid?: string
}

/** SetWorkerAttributes. */
export interface SetWorkerAttributesPayload {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the task router is to be given
  attributes: Record<string, any>
  mergeExisting: boolean
}

/** UpdateWorkerToken. */
export interface UpdateWorkerTokenPayload {
  token: string
}

/** Logout. */
export interface LogoutPayload {
  forceLogout?: boolean
  activitySid?: string
}

/** StartOutboundCall; from use. */
export interface StartOutboundCallPayload {
  destination: string
  queueSid?: string
  callerId?: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the task router is to be given
  taskAttributes?: Record<string, any>
}

/** StartOutboundEmailTask. */
export interface StartOutboundEmailTaskPayload {
  destination: string
  queueSid?: string
  from?: string
  fromName?: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the task router is to be given
  taskAttributes?: Record<string, any>
}

/** AddEmailParticipant. */
export interface AddEmailParticipantPayload {
  conversationSid: string
  email: string
  level: string
  name?: string
}

/** RemoveEmailParticipant. */
export interface RemoveEmailParticipantPayload {
  conversationSid: string
  participantSid: string
}

/** Identifies a conversation: SendTyping, DetachFile and CancelEmailDraftDebounce. */
export interface ConversationPayload {
  conversationSid?: string
  conversation?: Conversation
}

/** SendMessage. */
export interface SendMessagePayload extends ConversationPayload {
  body: string
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  messageAttributes?: Record<string, any>
  subject?: string
  attachedFiles?: unknown[]
}

/** SendMediaMessage. */
export interface SendMediaMessagePayload extends ConversationPayload {
  file: unknown
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  messageAttributes?: Record<string, any>
}

/** SendRichContentMessage. */
export interface SendRichContentMessagePayload extends ConversationPayload {
  contentSid: string
  contentVariables?: { name: string; value: string }[]
  // biome-ignore lint/suspicious/noExplicitAny: handed on as it is
  messageAttributes?: Record<string, any>
}

/** SetInputText. */
export interface SetInputTextPayload extends ConversationPayload {
  body: string
  selectionStart?: number
  selectionEnd?: number
  htmlValue?: string
}

/** AttachFile. */
export interface AttachFilePayload extends ConversationPayload {
  file: unknown
}

/** AttachFiles. */
export interface AttachFilesPayload extends ConversationPayload {
  files: unknown[]
}

/** DownloadMedia. */
export interface DownloadMediaPayload extends ConversationPayload {
  media: Media
}

/** ToggleEmailAccordion. */
export interface ToggleEmailAccordionPayload extends ConversationPayload {
  accordionId: string
  open?: boolean
}

/** LeaveChannel, PauseChannel and ResumeChannel. */
export interface ChannelPayload {
  channelSid: string
}

/** LeaveEmailConversation and PauseEmailConversation. */
export interface EmailTaskPayload {
  task: Task
}

/** ResumeEmailConversation. */
export interface ResumeEmailConversationPayload extends ChannelPayload {
  interactionSid: string
}

/** NavigateToView; from use. */
export interface NavigateToViewPayload {
  viewName: string
}

/** ToggleSidebar. */
export interface ToggleSidebarPayload {
  open?: boolean
}

/** SetComponentState. */
export interface SetComponentStatePayload {
  name: string
  state: unknown
}

/** ReloadWindow. */
export interface ReloadWindowPayload {
  forceLogin?: boolean
}

/** SelectWorkerInSupervisor. */
export interface SelectWorkerInSupervisorPayload {
  worker?: Worker
  workerSid?: string
}

/** ApplyTeamsViewFilters. */
export interface ApplyTeamsViewFiltersPayload {
  filters: unknown
  extraFilterQuery?: string
}

/** ApplyTeamsViewSearch. */
export interface ApplyTeamsViewSearchPayload {
  search: string
}

/**
 * The actions of Flex UI 2.17, as a map for `createActions`. Results are not typed: Flex does not say what they are.
 *
 * @example
 * interface Desk extends FlexActions {
 *   AddNote(payload: { sid: string; text: string }): void
 * }
 * const Actions = createActions<Desk>()
 */
export interface FlexActions {
  AcceptTask(payload: AcceptTaskPayload): ActionPayload
  RejectTask(payload: TaskReasonPayload): ActionPayload
  CompleteTask(payload: TaskReasonPayload): ActionPayload
  WrapupTask(payload: TaskReasonPayload): ActionPayload
  SelectTask(payload: TaskReasonPayload): ActionPayload
  EndVoiceTask(payload: TaskReasonPayload): ActionPayload
  CancelTransfer(payload: TaskReasonPayload): ActionPayload
  StopMonitoringCall(payload: TaskReasonPayload): ActionPayload
  TransferTask(payload: TransferTaskPayload): ActionPayload
  HoldCall(payload: HoldCallPayload): ActionPayload
  UnholdCall(payload: UnholdCallPayload): ActionPayload
  HangupCall(payload: TaskPayload): ActionPayload
  EndConferenceForAll(payload: TaskPayload): ActionPayload
  ToggleMute(payload: TaskPayload): ActionPayload
  HoldParticipant(payload: ParticipantPayload): ActionPayload
  UnholdParticipant(payload: ParticipantPayload): ActionPayload
  KickParticipant(payload: ParticipantPayload): ActionPayload
  StartExternalWarmTransfer(payload: StartExternalWarmTransferPayload): ActionPayload
  MonitorCall(payload: MonitorCallPayload): ActionPayload
  ToggleDTMFDialpad(payload: ToggleDTMFDialpadPayload): ActionPayload
  SetDTMFDialpadDigits(payload: DTMFDigitsPayload): ActionPayload
  SendDTMFDigits(payload: DTMFDigitsPayload): ActionPayload
  SetTaskAttributes(payload: SetTaskAttributesPayload): ActionPayload
  DequeueTask(payload: TaskOptionsPayload): ActionPayload
  RedirectCallTask(payload: RedirectCallTaskPayload): ActionPayload
  IssueCallToWorker(payload: IssueCallToWorkerPayload): ActionPayload
  UpdateWorkerParticipant(payload: TaskOptionsPayload): ActionPayload
  UpdateCustomerParticipant(payload: TaskOptionsPayload): ActionPayload
  SetActivity(payload: SetActivityPayload): ActionPayload
  SetWorkerActivity(payload: SetWorkerActivityPayload): ActionPayload
  SetWorkerAttributes(payload: SetWorkerAttributesPayload): ActionPayload
  UpdateWorkerToken(payload: UpdateWorkerTokenPayload): ActionPayload
  Logout(payload?: LogoutPayload): ActionPayload
  /** From use. */
  StartOutboundCall(payload: StartOutboundCallPayload): ActionPayload
  StartOutboundEmailTask(payload: StartOutboundEmailTaskPayload): ActionPayload
  AddEmailParticipant(payload: AddEmailParticipantPayload): ActionPayload
  RemoveEmailParticipant(payload: RemoveEmailParticipantPayload): ActionPayload
  SendMessage(payload: SendMessagePayload): ActionPayload
  SendMediaMessage(payload: SendMediaMessagePayload): ActionPayload
  SendRichContentMessage(payload: SendRichContentMessagePayload): ActionPayload
  SendTyping(payload: ConversationPayload): ActionPayload
  DetachFile(payload: ConversationPayload): ActionPayload
  CancelEmailDraftDebounce(payload: ConversationPayload): ActionPayload
  SetInputText(payload: SetInputTextPayload): ActionPayload
  AttachFile(payload: AttachFilePayload): ActionPayload
  AttachFiles(payload: AttachFilesPayload): ActionPayload
  DownloadMedia(payload: DownloadMediaPayload): ActionPayload
  ToggleEmailAccordion(payload: ToggleEmailAccordionPayload): ActionPayload
  LeaveChannel(payload: ChannelPayload): ActionPayload
  PauseChannel(payload: ChannelPayload): ActionPayload
  ResumeChannel(payload: ChannelPayload): ActionPayload
  LeaveEmailConversation(payload: EmailTaskPayload): ActionPayload
  PauseEmailConversation(payload: EmailTaskPayload): ActionPayload
  ResumeEmailConversation(payload: ResumeEmailConversationPayload): ActionPayload
  /** From use. */
  NavigateToView(payload: NavigateToViewPayload): ActionPayload
  /** From use. */
  HistoryPush(payload: string): ActionPayload
  /** From use. */
  HistoryReplace(payload: string): ActionPayload
  /** From use. */
  HistoryGo(payload: number): ActionPayload
  /** From use. */
  HistoryGoBack(): ActionPayload
  /** From use. */
  HistoryGoForward(): ActionPayload
  GetPausedChannels(): ActionPayload
  GetPausedEmailConversations(): ActionPayload
  /** From use. */
  ToggleOutboundDialer(): ActionPayload
  /** From use. */
  ShowDirectory(): ActionPayload
  /** From use. */
  HideDirectory(): ActionPayload
  ToggleSidebar(payload?: ToggleSidebarPayload): ActionPayload
  SetComponentState(payload: SetComponentStatePayload): ActionPayload
  ReloadWindow(payload?: ReloadWindowPayload): ActionPayload
  SelectTaskInSupervisor(payload: TaskPayload): ActionPayload
  SelectWorkerInSupervisor(payload: SelectWorkerInSupervisorPayload): ActionPayload
  ApplyTeamsViewFilters(payload: ApplyTeamsViewFiltersPayload): ActionPayload
  ApplyTeamsViewSearch(payload: ApplyTeamsViewSearchPayload): ActionPayload
}
