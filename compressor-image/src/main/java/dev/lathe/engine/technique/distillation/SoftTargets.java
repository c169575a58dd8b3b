package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.loss.Formula;
import dev.lathe.engine.train.loss.Prediction;
import dev.lathe.engine.train.loss.Prediction.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far the student's distribution over classes is from the teachers': T² · KL(teacher ‖
 * student), both at temperature T, the mean over the samples of a batch and over the places of a
 * sample.
 *
 * <p>Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015,
 * section 2 (arXiv:1503.02531). The listing of the survey that Lathe follows divides the teacher's
 * scores only; the paper divides both, and so does this. T² keeps the size of the gradients. Of
 * several teachers the divergences are averaged, which has the gradient of the divergence from
 * their averaged distribution.
 *
 * <p>Scores before a sigmoid are taken as a distribution over two classes each, and their
 * divergences averaged.
 *
 * @param student scores, classes along the last axis
 * @param teachers scores of the same shape
 */
record SoftTargets(String student, List<String> teachers, Activation activation) {

  /** Writes the loss. */
  String write(Formula formula, double temperature) {
    String s = formula.scale(student, 1 / temperature);
    List<String> divergences = new ArrayList<>();
    for (String teacher : teachers) {
      String t = formula.scale(teacher, 1 / temperature);
      divergences.add(
          activation == Activation.SIGMOID ? ofPairs(formula, s, t) : ofClasses(formula, s, t));
    }
    return formula.scale(Terms.mean(formula, divergences), temperature * temperature);
  }

  private static String ofClasses(Formula formula, String student, String teacher) {
    String logTeacher = formula.logSoftmax(teacher);
    String difference = formula.subtract(logTeacher, formula.logSoftmax(student));
    String each = formula.multiply(formula.op("Exp", logTeacher), difference);
    return formula.mean(formula.reduce("ReduceSum", each, -1));
  }

  /** With log σ(x) = -softplus(-x) and log(1 - σ(x)) = -softplus(x) = -softplus(-x) - x. */
  private static String ofPairs(Formula formula, String student, String teacher) {
    String share = formula.op("Sigmoid", teacher);
    String fallsBack =
        formula.subtract(formula.op("Softplus", student), formula.op("Softplus", teacher));
    String shift = formula.multiply(share, formula.subtract(teacher, student));
    return formula.mean(formula.add(fallsBack, shift));
  }

  /** Writes how often student and teachers, taken together, would choose the same. */
  Measure agreement(Formula formula) {
    List<String> shares = new ArrayList<>();
    for (String teacher : teachers) {
      shares.add(
          activation == Activation.SIGMOID
              ? formula.op("Sigmoid", teacher)
              : formula.op("Exp", formula.logSoftmax(teacher)));
    }
    String together = Terms.mean(formula, shares);
    String same =
        activation == Activation.SIGMOID
            ? formula.op(
                "Not",
                formula.op(
                    "Xor",
                    formula.op("Greater", student, formula.number(0)),
                    formula.op("Greater", together, formula.number(0.5))))
            : formula.op("Equal", choice(formula, student), choice(formula, together));
    String share = formula.mean(formula.real(same, DType.BOOL));
    return new Measure("agreement", formula.output("distill/agreement", share), true);
  }

  private static String choice(Formula formula, String scores) {
    return formula.op(
        "ArgMax", Map.of("axis", Attribute.of(-1), "keepdims", Attribute.of(0)), scores);
  }

  /** Returns what is to be said of a pair of outputs. */
  static SoftTargets of(Formula formula, Prediction student, List<String> teachers) {
    boolean pairs = student.activation() == Activation.SIGMOID;
    return new SoftTargets(
        pairs ? student.scores(formula) : student.scoresOfClasses(formula),
        teachers,
        student.activation());
  }
}
