/**
 * Our own reasons why a post needs a person, as the ledger keeps them (others are Telegram's words). The desk
 * translates each into the reader's language.
 */
export const ownReasons = {
  noNumber: 'its message number is not known',
  notReadBack: 'it may have been posted, and could not be read back',
  elsewhere: 'it stands in a chat that is not this channel any more',
  neverArrived: 'ten tries were left without an answer',
  noLogChat: 'there is no log chat to read it back through',
  wordless: 'it has no words by which it could be recognised',
  protected: 'the channel protects its content',
  tooMany: 'too many messages stand where it could be',
  lateCopy: 'another process of the program posted it too',
  pictureNotFetched: 'the picture cannot be downloaded',
  picturePrivate: 'the picture is on a private network, and PICTURES_FROM does not name its host',
  pictureTooLarge: 'the picture is larger than 10 MB',
  pictureTooWide: 'the picture has too many pixels, or is too long for its width',
  pictureUnknown: 'the picture is none of JPEG, PNG, WebP and GIF',
  fileNotFetched: 'the file cannot be downloaded',
  filePrivate: 'the file is on a private network, and PICTURES_FROM does not name its host',
  fileTooLarge: 'the file is larger than Telegram takes',
  fileIsPage: 'there is no file at its address, but a page',
  fileUnknown: 'the file is not of the kind that the article names',
  noRoom: 'there is not enough room on the disk for its files',
  tooManyMedia: 'Telegram shows ten together, and only those that go together',
  upgraded: 'the group became a supergroup',
  topicDeleted: 'its topic in the group was deleted',
  topicClosed: 'its topic in the group is closed',
  otherBot: 'another bot sent it, and I cannot change it',
  otherTopic: 'the same post may stand in another topic of this group',
} as const;

export type OwnReason = keyof typeof ownReasons;
