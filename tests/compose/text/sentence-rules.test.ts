import { describe, expect, test } from 'vitest';
import { splitSentences } from '../../../src/compose/text/sentences.ts';

/** Each line is one text; a bar divides its sentences where a space stands in the text. */
const spaced = {
  en: `
At 5 p.m. President Lee met the ministers.|Mr. Kim joined at 6 p.m.|Dr. Bell did not come.
At 9 a.m. Mrs. Omarova opened the fair.|She closed it at 8 P.M.|Mr. Omarov then drove home.
By 6:30 a.m. Rescue Team Two had reached the hut.
Shortly after 11 p.m. Mayor Dosayev arrived.|Nobody was hurt.
Doors open at 7 p.m.|Bring your ticket.
The session ended at 6 p.m.|NATO ministers will meet again on Friday.
The race starts at 6 p.m. ET and ends at 9 p.m.|Entry is free.
They drove through the U.S.A.|Mr. Park filmed it.
She has lived in the U.S.A. since May.
He flew to the U.S.A.|Next he will see Peru.
We trade with the E.U.|How much will it cost?
The U.S. Government paid for it.|Virginia did not.
Crowds filled the capital of the U.S.|Millions watched at home.
There were 40 cases in the U.S.|The U.S. Commission asked for help.
U.K. Parliament voted on Monday.|It said no.
It is the U.K. Parliament that decides.
He sent it to P.O. Box 65.|Nobody opened it.
The drug is given by i.v. twice a day.|Nurses need training in i.v.|They ask for help.
My name is Alma E. Sadykova.|I live here.
We make a good pair, you and I.|Did you see Daniyar I. Akhmetov at the game?
Please turn to p. 55.|Read it aloud.
Were Aliya and co. at the fair?|They were.
Ask Aliya and co.|They should know.
The deal with Ospan, Berg & Co. closed at noon.
The deal was made with Ospan, Berg & Co.|It closed yesterday.
You can see Mt. Elbrus from St. Michael's Church on 5th st. near the light.
That is Serik Jr.'s book.
It costs $300.00.|The old one cost $120.00 in May.
He teaches physics (He had worked as an engineer for years.) at the local school.
Write to Dana.Omar@example.com.|She answers on Mondays.
The page is https://www.example.50.com/new-site/good_content.html.|Please read it.
She turned to him, 'This is great.' she said.
She turned to him, "This is great." she said.
She turned to him, "This is great."|She held out the book.
She turned to him, ‘This is great.’|She held out the book.
‘The ministers’ plan failed. We stop,’ he said.|Nobody spoke.
‘We will win. They will lose.’|The coach said it twice.
'The people! The holy fire!' cried the old man.|They left.
In the 'nineties it was a mill.|In the '70s it was a farm.
Hello!!|Long time no see.
Hello??|Who is there?
Hello!?|Is that you?
Hello?!|Is that you?
Mix it, bake it, and -- voila! -- you have bread.
Some are -- may I say so? -- a bit odd.
What do you see?|- Thousands of people on the beach.
She never meant that....|She left the shop.
I was not ... well, what I mean...see . . . what I say, the thing is . . . I did not mean it.
One habit that was weaker . . . was that of joining words. . . .|The practice was not given up. . . .
Leave out the words and mark it with dots . . . .|The next sentence follows.
The author writes that “the laws of the land will appear less hard. . . .”
“Bohr [...] used the picture of two stairs [...]” (Smith 55).
Pay at the desk N°. 1026.253.|There is a guard.
The monk (died 250) was a saint.[1]|The emperor wrote a decree.
Its use[1] is well known [1–11].|Leaves and oils are used.
They differ in their aims.11 12|Take the common cold.
The slow kind (type 2).10|This model is about doctors.
Smith et al. (2010) found no link.|Others did.
Smith et al. found it.|Nobody else did.
CASPIAN ENERGY INC. sold 1,550,000 shares.|CASPIAN STEEL CORP.|The next day it rose.
On Jan. 20, former Sen. Ann Lee became governor.|She spoke.
The Rs. 16720/- will be paid in May.|Sign here.
Rep. Norman Dee (D., Wash.) asked twice.|He left.
The med. staff is kind.|This abbr. stands for nothing, f.e. here.
See Sec. 12 and Vol. II of the report.|It is long.
It was 8:15 A.M. when the siren sounded.|People ran.
"I never meant that," she said.|"Then why?" he asked.
"Dinah will miss me!"|(Dinah was the cat.)|"I hope so," he said.
All are here: Ann, Bob, etc.|We can start.
She said it was "the best."|He agreed.
Are you sure?|Yes, I am.
No. 5 won.|No. 6 did not.
He is No. 1.|She is No. 2.
The answer is no.|We will wait.
He has a Ph.D. in law.|She has an M.B.A.|Both teach.
It weighs 3 lbs. and costs 4 ft. of cloth.
He ran 3 mi.|She ran 5.
Mr. J. P. Jones of St. Louis, Mo., won.|He is 80.
She works at Yahoo! Inc. and lives in Oslo.
Ask Mr. A. B. Cole, the head of Sec. 5.|He is in.
The film was rated PG-13.|It ran for 2.5 hours.
Version 2.0 came out on 1.5.2026.|It is free.
He left at 5.|She stayed until 6.
The box (see Fig. 2.1) is red.|It is new.
`,
  ru: `
– Мы победим! Кто нас остановит? – сказал тренер.|Зал встал.
— Поезд ушёл? Когда? — спросила она у кассира.|Тот промолчал.
— Что изменится?|— Многое.
«Что делать?!» — спросил он.|Ему не ответили.
Объём составляет 5 куб.м.|Бак полон.
Температура поднимается до 40°C.|Тени нет.
Авария случилась в г.Алматы на ул.Абая.|Погибших нет.
Такси заказали через Яндекс.Такси и Яндекс.Маркет.|Оно приехало.
Скорость — 100 км/ч.|Лимит — 60 км/ч.
Выбирайте и/или соглашайтесь.
Сегодня 27.10.26.|Завтра праздник.
Бригада уехала..|Никто не вернулся.
Пример «3 + (14:7) = 5» решили все.|Учитель доволен.
1) Бюджет.|2) Налоги.
Заседание ведёт и.о. акима Е. Ким.|Оно закрытое.
`,
  kk: `
– Біз жеңеміз! Бізді кім тоқтатады? – деді бапкер.|Зал тұрды.
– Пойыз кетті ме? Қашан? – деп сұрады ол.|Кассир үндемеді.
– Не өзгереді?|– Көп нәрсе.
«Бұл не?!» – деді ол.|Ешкім жауап бермеді.
Ол г.Алматы емес, Астана қ. тұрғыны.
Өлшем атаулары: м (метр), см (сантиметр), т. б. (тағы басқа) қысқарған сөздерге жатады.
Газет («Дала үні», 7 қыркүйек 2012 жыл. №590) сақталған.|Ол мұрағатта.
Б.з.б. 6-5 ғасырларда сақтар өмір сүрді.|Олар көшпелі болған.
Ол 1946 ж. 16 қазанда туған.|Қазір зейнеткер.
Өтінімді Яндекс.Такси арқылы берді.|Көлік келді.
‘Сондықтан отырмын! Кетпеймін’, - деді ол.|Бәрі күлді.
1. Бюджет туралы|2. Салық туралы
Ұзындығы 5 ш.м.|Бұл аз.
`,
};

/** Sentences whose full stop was glued to the next one: here the bar stands for nothing. */
const glued = {
  en: `
Hello world.|Today is Tuesday.|Mr. Smith went to the shop and spent 1,000.|That is a lot.
The bridge is open.|Traffic is light.
Is it done?|Yes!|We are glad.
He met J.K. Rowling and uses Node.js and ASP.NET at Booking.com.
The shop is Kolesa.Group and the site Tengrinews.KZ is down.
`,
  ru: `
Мост открыт.|Движение идёт.
Закон принят.|В нём 12 статей.
Экономика растёт.|XVIII век был другим.
Готово?|Да!|Спасибо.
`,
  kk: `
Тізім жарияланды.|Министрлік оны тексерді.
Ресейдің жағдайы.|XVIII ғасырда ол өзгерді.
Көпір ашылды.|«Бұл жеңіс», – деді әкім.
Рас па?|Иә.
`,
};

/** Items of a list in one line: the bar stands for a space. */
const lists = `
1.) The first item|2.) The second item
1.) The first item.|2.) The second item.
1) The first item|2) The second item
1) The first item.|2) The second item.
1. The first item|2. The second item
1. The first item.|2. The second item.
• 9. The first item|• 10. The second item
⁃9. The first item|⁃10. The second item
a. The first item|b. The second item|c. The third item
(1) The first item|(2) The second item
i. The first item|ii. The second item|iii. The third item
`;

function linesOf(table: string): string[] {
  return table.trim().split('\n');
}

const inAll = (tables: Readonly<Record<string, string>>) =>
  Object.entries(tables).flatMap(([language, table]) => linesOf(table).map((line) => ({ language, line })));

describe('the rules of sentences', () => {
  test.each(inAll(spaced))('$language: $line', ({ language, line }) => {
    expect(splitSentences(line.replaceAll('|', ' '), language)).toEqual(line.split('|'));
  });

  test.each(inAll(glued))('$language, glued: $line', ({ language, line }) => {
    expect(splitSentences(line.replaceAll('|', ''), language)).toEqual(line.split('|'));
  });

  test.each(linesOf(lists))('a list in one line: %s', (line) => {
    expect(splitSentences(line.replaceAll('|', ' '), 'en')).toEqual(line.split('|'));
  });

  test('short lines without a mark are the items of a list', () => {
    expect(splitSentences('features\ncontact book\nevents, tasks\n', 'en')).toEqual([
      'features',
      'contact book',
      'events, tasks',
    ]);
  });

  test('a line that was wrapped is one sentence', () => {
    expect(splitSentences('It was a cold \nnight in the city.', 'en')).toEqual([
      'It was a cold \nnight in the city.',
    ]);
  });
});
