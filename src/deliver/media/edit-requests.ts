import { partsOf, type Post } from '../../news/post.ts';
import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import type { ChangeOutcome, Upload } from '../messenger.ts';
import type { StandingPost } from '../standing-post.ts';
import { uploadMs } from '../telegram/upload.ts';
import type { EditWay } from './edit-ways.ts';

/** The requests that edit the messages of a standing post. Each is written down before it leaves. */
export class EditRequests {
  readonly #gate: ChannelGate;
  readonly #standing: StandingPost;
  readonly #delivery: Delivery;

  constructor(gate: ChannelGate, standing: StandingPost, delivery: Delivery) {
    this.#gate = gate;
    this.#standing = standing;
    this.#delivery = delivery;
  }

  /** null: something else is due by now. A file that cannot be loaded is refused before anything leaves. */
  async edit(
    post: Post,
    messageId: number,
    way: EditWay,
    signal: AbortSignal,
  ): Promise<ChangeOutcome | null> {
    const { downloads } = this.#delivery;
    const [part] = partsOf(way.message);
    if (way.photo !== 'uploaded' || part === undefined)
      return this.#leave(post, messageId, way, null, signal);
    const upload = await downloads.load(part, downloads.mostBytes, signal);
    if ('reason' in upload) return { kind: 'refused', because: 'file', ...upload };
    try {
      return await this.#leave(post, messageId, way, upload, signal);
    } finally {
      upload.release();
    }
  }

  /** Deletes messages of an album. null: something else is due by now. */
  async delete(post: Post, numbers: readonly number[], signal: AbortSignal): Promise<ChangeOutcome | null> {
    const { clock, messenger, pacer, settings } = this.#delivery;
    if (!(await this.#begin(post, settings.requestTimeoutMs, true))) return null;
    const place = pacer.depart(this.#gate.name, clock.steadyMs());
    const outcome = await messenger.delete(this.#standing.addressOf(post), numbers, signal);
    place.arrived(clock.steadyMs());
    return outcome;
  }

  async #leave(
    post: Post,
    messageId: number,
    { message, form, photo }: EditWay,
    upload: Upload | null,
    signal: AbortSignal,
  ): Promise<ChangeOutcome | null> {
    const { clock, messenger, pacer, settings } = this.#delivery;
    const { requestTimeoutMs } = settings;
    const inFlightMs = upload === null ? requestTimeoutMs : uploadMs(upload.size, requestTimeoutMs);
    if (!(await this.#begin(post, inFlightMs, photo !== 'kept' && post.form === 'photo'))) return null;
    const place = pacer.depart(this.#gate.name, clock.steadyMs());
    const address = this.#standing.addressOf(post);
    const newPhoto = upload ?? photo === 'fetched';
    const outcome = await messenger.edit(address, messageId, message, form, newPhoto, signal);
    place.arrived(clock.steadyMs());
    return outcome;
  }

  #begin(post: Post, inFlightMs: number, changesMedia: boolean): Promise<boolean> {
    const composedAt = post.articleId === null ? post.revision : null;
    const settledAt = this.#standing.settledAt(inFlightMs);
    return this.#delivery.ledger.beginCorrection(post.id, settledAt, composedAt, changesMedia);
  }
}
