import type { Topic } from "./question.js";
import { attribute, customer, metric } from "./schema.js";

const PLACED = "2026-05-01T08:00:00Z";

export const items: Topic = {
  en: "Order lines and other lists",
  zh: "订单明细等列表",
  questions: [
    {
      en: "Who bought at least three of the same product, tea, in one order line?",
      zh: "哪些客户在同一订单行里买了至少 3 件茶？",
      rule: metric
        .count("order.placed")
        .where((property) =>
          property("lines").someItem((line) => line.all(line("productId").equals("tea"), line("quantity").atLeast(3))),
        )
        .atLeast(1),
      selects: customer({ history: [["order.placed", PLACED, { lines: [{ productId: "tea", quantity: 3 }] }]] }),
      leavesOut: customer({
        history: [
          [
            "order.placed",
            PLACED,
            {
              lines: [
                { productId: "tea", quantity: 1 },
                { productId: "cup", quantity: 6 },
              ],
            },
          ],
        ],
      }),
    },
    {
      en: "Who placed an order with at least two lines of more than one piece?",
      zh: "哪些客户下过这样的订单：至少有两个订单行各买了一件以上？",
      rule: metric
        .count("order.placed")
        .where((property) =>
          property("lines")
            .itemCount((line) => line("quantity").moreThan(1))
            .atLeast(2),
        )
        .atLeast(1),
      selects: customer({
        history: [
          [
            "order.placed",
            PLACED,
            {
              lines: [
                { productId: "tea", quantity: 2 },
                { productId: "cup", quantity: 4 },
              ],
            },
          ],
        ],
      }),
      leavesOut: customer({
        history: [
          [
            "order.placed",
            PLACED,
            {
              lines: [
                { productId: "tea", quantity: 2 },
                { productId: "cup", quantity: 1 },
              ],
            },
          ],
        ],
      }),
    },
    {
      en: "Who has a work e-mail address that is verified?",
      zh: "哪些客户留了工作邮箱，而且已经验证过？",
      rule: attribute("emails").someItem((email) => email.all(email("label").equals("work"), email("verifiedAt").isPresent())),
      selects: customer({
        attributes: { emails: [{ address: "li@corp.example", label: "work", verifiedAt: new Date(PLACED) }] },
      }),
      leavesOut: customer({
        attributes: {
          emails: [
            { address: "li@corp.example", label: "work" },
            { address: "li@home.example", label: "private", verifiedAt: new Date(PLACED) },
          ],
        },
      }),
    },
  ],
};
