package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.SampleStatistic;

/**
 * Signal to quantization noise ratio in decibels: ten times the logarithm of the summed signal
 * power over the summed noise power, within [-200, 200]: without noise, and without signal, the
 * ratio has no logarithm.
 */
public final class SignalToNoise implements SampleStatistic {
  public static final double MOST = 200;

  private final double[] signal;
  private final double[] noise;

  /**
   * @param signal mean square of each sample's original output
   * @param noise mean square of each sample's difference
   */
  public SignalToNoise(double[] signal, double[] noise) {
    this.signal = signal.clone();
    this.noise = noise.clone();
  }

  @Override
  public double of(int[] drawn) {
    double signals = 0;
    double noises = 0;
    for (int sample : drawn) {
      signals += signal[sample];
      noises += noise[sample];
    }
    return noises == 0 ? MOST : Math.clamp(10 * Math.log10(signals / noises), -MOST, MOST);
  }
}
