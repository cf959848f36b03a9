import type * as z from "zod";
import { ClienteleError } from "../../kernel/index.js";
import { aBoolean, anything, aText, type OptionShape, problemSummary, requireOptions } from "../../kernel/internal.js";
import { parsed } from "../host-schema.js";
import { type PluginCommand, UNWIND, type UnwindQuestion } from "../plugins/plugin-command.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";
import { CALL_OPTIONS, type CallOptions, requestOf, type WorkspaceContext } from "../workspace-context.js";
import { type CommandResult, runCommands } from "./command-task.js";

/** A command to execute. */
export interface CommandRequest<Plugin extends string = string, Command extends string = string, Input = unknown> {
  /** Identifier of the plugin. */
  readonly plugin: Plugin;
  /** Name of the command. */
  readonly command: Command;
  /**
   * Identifier of this request, unique among all requests of the command: an order number, or one that the client makes. A
   * repeated request changes nothing and has the same result.
   */
  readonly key: string;
  /** What the command asks for. */
  readonly input: Input;
}

/** The commands of some plugins, as requests. */
export type CommandRequestOf<Plugin> = Plugin extends WorkspacePlugin
  ? string extends Plugin["id"]
    ? CommandRequest
    : Plugin extends { readonly commands: infer Commands }
      ? { [Name in keyof Commands & string]: CommandRequest<Plugin["id"], Name, InputOf<Commands[Name]>> }[keyof Commands &
          string]
      : never
  : never;

type InputOf<Command> = Command extends { readonly input: z.ZodType<unknown, infer Input> } ? Input : never;

/** An order to take back. */
export interface UnwindRequest extends UnwindQuestion {
  /** Identifier of this request: repeated, it changes nothing and has the same result. */
  readonly key: string;
}

/** Options of `execute` and `unwindOrder`. */
export interface ExecuteOptions extends CallOptions {
  /** Whether to decide without writing: the result tells what would happen now. Defaults to false. */
  readonly dryRun?: boolean | undefined;
}

const EXECUTE_OPTIONS: OptionShape<ExecuteOptions> = { ...CALL_OPTIONS, dryRun: aBoolean };
const REQUEST: OptionShape<CommandRequest> = { plugin: aText, command: aText, key: aText, input: anything };
const UNWIND_REQUEST: OptionShape<UnwindRequest> = { orderId: aText, key: aText };

/** Executes a command of a plugin; see `Clientele.execute`. */
export async function execute(
  workspace: WorkspaceContext,
  customerId: string,
  request: CommandRequest,
  options: ExecuteOptions,
): Promise<CommandResult> {
  const { dryRun = false, ...call } = requireOptions(options, EXECUTE_OPTIONS);
  const { plugin: id, command: name, key, input } = requireOptions(request, REQUEST, { mandatory: ["plugin", "command", "key"] });
  // An actor without an id fails before anything is read.
  requestOf(workspace, "execute", call);
  const { plugin, command } = commandOf(workspace, id, name);
  const read = parsed(command.input, input, "input");
  if (!read.ok) {
    const summary = problemSummary("Invalid input of the command.", read.problems);
    throw new ClienteleError("invalid_input", summary, { problems: read.problems });
  }
  const calls = [{ plugin, name, command, input: read.value, mayBeEmpty: false }];
  return runCommands(workspace, { customerId, key, calls, options: call, dryRun });
}

/** Takes back what an order brought; see `Clientele.unwindOrder`. */
export async function unwindOrder(
  workspace: WorkspaceContext,
  customerId: string,
  request: UnwindRequest,
  options: ExecuteOptions,
): Promise<CommandResult> {
  const { dryRun = false, ...call } = requireOptions(options, EXECUTE_OPTIONS);
  const { orderId, key } = requireOptions(request, UNWIND_REQUEST, { mandatory: ["orderId", "key"] });
  requestOf(workspace, "execute", call);
  const calls = workspace.plugins.flatMap((plugin) =>
    plugin.unwind === undefined ? [] : [{ plugin, name: UNWIND, command: plugin.unwind, input: { orderId }, mayBeEmpty: true }],
  );
  return runCommands(workspace, { customerId, key, calls, options: call, dryRun });
}

function commandOf(
  { plugins }: WorkspaceContext,
  id: string,
  name: string,
): { readonly plugin: WorkspacePlugin; readonly command: PluginCommand } {
  const plugin = plugins.find((each) => each.id === id);
  const commands = plugin?.commands ?? {};
  if (plugin !== undefined && Object.hasOwn(commands, name)) return { plugin, command: commands[name]! };
  const known =
    plugin === undefined ? plugins.flatMap((each) => (each.commands === undefined ? [] : [each.id])) : Object.keys(commands);
  const what = plugin === undefined ? `no plugin "${id}" with commands` : `no command "${name}" in the plugin "${id}"`;
  const message = `There is ${what}. Known: ${known.length === 0 ? "none" : known.join(", ")}.`;
  throw new ClienteleError("unknown_command", message, { plugin: id, command: name, known });
}
